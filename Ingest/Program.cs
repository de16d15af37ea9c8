using Shepherd.Ingest;

var configuration = new ConfigurationBuilder().AddJsonFile("appsettings.json", optional: true).AddEnvironmentVariables().AddCommandLine(args).Build();
var options = configuration.GetSection("Shepherd").Get<IngestOptions>()
    ?? throw new ArgumentException("nothing under 'Shepherd' is configured: set at least Shepherd__Kafka__BootstrapServers");
await IngestHost.RunAsync(options);
