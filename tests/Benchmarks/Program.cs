using BenchmarkDotNet.Running;
using Shepherd.Benchmarks;
using Shepherd.Benchmarks.Estimator;
using Shepherd.Benchmarks.Herd;
using Shepherd.Benchmarks.Optimum;
using Shepherd.Benchmarks.Placement;
using Shepherd.Benchmarks.Plans;

if (args is ["optimum", .. var options])
    return OptimumProgram.Run(options, Console.Out, Console.Error);
if (args is ["plans"])
    return PlansProgram.Run(Console.Out);
if (args is ["usher"])
    return UsherProgram.Run(Console.Out);
if (args is ["herd", .. var seeds])
    return HerdProgram.Run(seeds, Console.Out, Console.Error);
if (args is ["estimator", .. var what])
    return EstimatorProgram.Run(what, Console.Out, Console.Error);
BenchmarkSwitcher.FromAssembly(typeof(Policies).Assembly).Run(["--inProcess", .. args]);
return 0;
