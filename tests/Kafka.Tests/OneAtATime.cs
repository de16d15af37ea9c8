// Each class keeps brokers, planners and workers busy: several at once starve each other on few cores.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
