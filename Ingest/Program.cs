using Shepherd.Ingest;

var configuration = new ConfigurationBuilder()
    .AddJsonFile("appsettings.json", optional: true)
    .AddEnvironmentVariables()
    .AddCommandLine(IngestArguments.Expand(args), IngestArguments.Switches)
    .Build();
var options = configuration.GetSection("Shepherd").Get<IngestOptions>()
    ?? throw new ArgumentException("no Kafka to talk to: give --bootstrap-server host:port, or set Shepherd__Kafka__BootstrapServers");
await IngestHost.RunAsync(options);
