using System.CommandLine;
using Shepherd.Cli.Commands;
using Shepherd.GpuWorker;
using Shepherd.Schemas.Kafka;

namespace Shepherd.Cli.Tests.Commands;

public sealed class DeviceOptionsTests
{
    private readonly DeviceOptions _options = new();
    private readonly RootCommand _command = new("test");

    public DeviceOptionsTests() => _options.AddTo(_command);

    [Theory]
    [InlineData("--devices cpu:0,cpu:1", "cpu:0 cpu:1")]
    [InlineData("--devices cpu:0 cuda:3-5", "cpu:0 cuda:3 cuda:4 cuda:5")]
    [InlineData("--devices replay:7-7", "replay:7")]
    [InlineData("--lanes 2", "cpu:0")]
    public void Apply_Devices_AreListedOneByOne(string arguments, string devices) => Assert.Equal(devices.Split(' '), Apply(_command.Parse(arguments)).Devices);

    [Fact]
    public void Arguments_WhatWasGiven_GivesAStartedWorkerTheSame()
    {
        var given = _command.Parse("--devices replay:0-2 --lanes 2 --threads 3 --pin-cores");
        var again = _command.Parse([.. _options.Arguments(given)]);
        Assert.Empty(again.Errors);
        var worker = Apply(again);
        Assert.Equal(["replay:0", "replay:1", "replay:2"], worker.Devices);
        Assert.Equal((2, 3, true), (worker.LanesPerDevice, worker.Threads, worker.PinsCores));
        Assert.Empty(_options.Arguments(_command.Parse("")));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(WorkerOptions.LanesPerDeviceCeiling + 1)]
    public void Parse_LanesOutOfRange_SaysTheOneLimit(int lanes) =>
        Assert.Equal($"--lanes: '{lanes}' is not what it takes: a whole number from 1 to 64", Assert.Single(_command.Parse($"--lanes {lanes}").Errors).Message);

    [Theory]
    [InlineData("cpu:3-1")]
    [InlineData("cpu:0-9999")]
    [InlineData("cpu:a-b")]
    public void Parse_FaultyRange_NamesItAndTheForm(string range)
    {
        var error = Assert.Single(_command.Parse($"--devices {range}").Errors);
        Assert.Contains($"{range}: a range is kind:first-last", error.Message, StringComparison.Ordinal);
    }

    private WorkerOptions Apply(ParseResult parsed) => _options.Apply(parsed, new WorkerOptions { Kafka = new KafkaOptions { BootstrapServers = "none" }, Models = "models" });
}
