using Shepherd.GpuWorker.Publishing;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.GpuWorker.Serving;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Driving;

/// <summary>Gives the requests of batches that ended their outcomes. On the lanes' threads.</summary>
/// <param name="models">What they ran on.</param>
/// <param name="publisher">Takes the results.</param>
/// <param name="failed">Told when a request could be given no outcome at all: the worker must end.</param>
internal sealed class BatchAnswers(ServedModels models, ResultPublisher publisher, Action<Exception> failed) : IBatchAnswers
{
    /// <inheritdoc/>
    public void Give(WorkItem[] batch, BatchOutputs? outputs, Exception? failure)
    {
        using (outputs)
        {
            for (var i = 0; i < batch.Length; i++)
                Give(batch[i], outputs, i, failure);
        }
    }

    /// <inheritdoc/>
    public void FailedTogether(WorkItem[] batch, Exception failure)
    {
        // The driver has it from the lane's event, and finds out who is at fault.
    }

    private void Give(WorkItem item, BatchOutputs? outputs, int index, Exception? failure)
    {
        if (outputs is not null)
        {
            try
            {
                Publish(item, Outcome.Ok, "", Wanted(item.Request, outputs.PerRequest[index]));
                return;
            }
            catch (Exception e)
            {
                // Outputs that cannot be sent are this request's outcome; the others of its batch have their own.
                failure = e;
            }
        }

        try
        {
            Publish(item, Outcome.RuntimeError, failure?.Message ?? "", []);
        }
        catch (Exception e)
        {
            failed(e);
        }
    }

    private void Publish(WorkItem item, Outcome outcome, string reason, IReadOnlyList<Tensor> outputs)
    {
        var model = models[item.Model];
        publisher.Publish(item.Record, item.Headers, new InferenceResult(item.Id, model.Name, outcome)
        {
            ModelVersion = model.Version,
            Reason = reason,
            Attempts = item.Attempts,
            Outputs = outputs,
            Parameters = item.RanOn is { } peer ? new Dictionary<string, object> { [HeaderNames.RanOn] = peer } : InferenceRequest.EmptyParameters,
        });
        model.Holds.Release();
    }

    private static IReadOnlyList<Tensor> Wanted(InferenceRequest request, IReadOnlyList<Tensor> outputs) =>
        request.Outputs.Count == 0 ? outputs : [.. outputs.Where(o => request.Outputs.Contains(o.Name))];
}
