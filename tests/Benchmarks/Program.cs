using BenchmarkDotNet.Running;
using Shepherd.Benchmarks;
using Shepherd.Benchmarks.Optimum;

if (args is ["optimum", .. var options])
    return OptimumProgram.Run(options, Console.Out, Console.Error);
BenchmarkSwitcher.FromAssembly(typeof(Policies).Assembly).Run(["--inProcess", .. args]);
return 0;
