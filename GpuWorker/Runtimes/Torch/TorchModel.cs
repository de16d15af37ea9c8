using System.Runtime.InteropServices;
using Shepherd.GpuWorker.Models;
using Shepherd.Schemas;
using static TorchSharp.torch;

namespace Shepherd.GpuWorker.Runtimes.Torch;

/// <summary>A TorchScript module on one lane, whole or as a chain.</summary>
internal sealed class TorchModel : ILoadedModel
{
    /// <summary>A module's first runs are compiled: the second is still slower than the rest.</summary>
    private const int WarmUpRuns = 2;

    /// <summary>libtorch's threads are set for each thread that calls it.</summary>
    [ThreadStatic]
    private static int _threadsHere;

    private readonly jit.ScriptModule _module;
    private readonly int _threads;
    private readonly RequestContract _contract;
    private readonly TorchInputs _inputs;

    /// <summary>Takes over the module and the chain.</summary>
    /// <param name="definition">The model.</param>
    /// <param name="module">On the device.</param>
    /// <param name="device">Where it runs.</param>
    /// <param name="threads">CPU threads per run.</param>
    /// <param name="chain">Its pieces; null for one that runs whole.</param>
    public TorchModel(ModelDefinition definition, jit.ScriptModule module, Device device, int threads, TorchChain? chain)
    {
        (Definition, _module, Device, _threads, Chain) = (definition, module, device, threads, chain);
        _contract = new RequestContract(definition);
        _inputs = new TorchInputs(definition.Config.Inputs, device);
    }

    public ModelDefinition Definition { get; }

    public int Segments => Chain?.Pieces ?? 1;

    public Device Device { get; }

    public TorchChain? Chain { get; }

    /// <summary>Told after every piece how many of the run are done: where a run is to be stopped behind a certain one.</summary>
    internal Action<int>? Stepped { get; set; }

    /// <summary>What libtorch or its bindings throw when a module fails.</summary>
    public static bool IsFault(Exception fault) => fault is ExternalException or NotImplementedException or InvalidOperationException or OutOfMemoryException or OverflowException;

    public string? FindFault(InferenceRequest request) => _contract.FindFault(request);

    public BucketKey BucketOf(InferenceRequest request) => _contract.BucketOf(request);

    public IBatchRun Begin(IReadOnlyList<InferenceRequest> batch) => batch.Count > 0 && batch.Count <= Definition.Config.MaxBatch
        ? new TorchRun(this, batch)
        : throw new ArgumentException($"a batch of {batch.Count}; model '{Definition.Name}' takes 1 to {Definition.Config.MaxBatch}", nameof(batch));

    public void WarmUp()
    {
        foreach (var run in Definition.Config.WarmUp)
        {
            var request = WarmUpRequests.Blank(Definition.Config, run);
            for (var i = 0; i < WarmUpRuns; i++)
                this.Run([.. Enumerable.Repeat(request, run.Batch)], new StopFlag()).Dispose();
        }
    }

    public void Dispose()
    {
        Chain?.Dispose();
        _module.Dispose();
    }

    /// <summary>The batch's input for the first piece, or all inputs of a whole run; of the open dispose scope.</summary>
    internal object[] Gather(IReadOnlyList<InferenceRequest> batch, StopFlag stop) => _inputs.Gather(batch, BucketOf(batch[0]), stop);

    internal object RunWhole(object[] inputs) => _module.forward(inputs);

    /// <summary>To be called on the thread that runs, before it does.</summary>
    internal void TakeThreads()
    {
        if (_threadsHere == _threads)
            return;
        set_num_threads(_threads);
        _threadsHere = _threads;
    }
}
