using Shepherd.GpuWorker;

var configuration = new ConfigurationBuilder().AddJsonFile("appsettings.json", optional: true).AddEnvironmentVariables().AddCommandLine(args).Build();
var options = configuration.GetSection("Shepherd").Get<WorkerOptions>()
    ?? throw new ArgumentException("nothing under 'Shepherd' is configured: set at least Shepherd__Kafka__BootstrapServers and Shepherd__Models");
await WorkerHost.RunAsync(options);
