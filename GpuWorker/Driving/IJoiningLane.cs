namespace Shepherd.GpuWorker.Driving;

/// <summary>A lane that comes while the driver runs.</summary>
internal interface IJoiningLane : ILane
{
    /// <summary>Gives it the number that its events carry; in the driver's steps, before anything else. It keeps it until it is lost.</summary>
    void Join(int number);
}
