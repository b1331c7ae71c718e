using System.CommandLine;
using SceNettyProxy.Integration.RabbitMq;
using SceNettyProxy.Tenancy.Forbids;

namespace SceNettyProxy.Bootstrap.Commands.Forbids;

/// <summary><c>sceproxy forbid send</c>: publishes a forbid to all proxies of a RabbitMQ, as others do.</summary>
internal static class ForbidSendCommand
{
    public static Command Create()
    {
        ForbidArguments arguments = new();
        Command command = new("send", "Forbid operations by a message to all proxies of forbids.rabbitmq.");
        arguments.AddTo(command);
        ForbidAction.Add(command, async (book, proxy, result, console) =>
        {
            string? problem = proxy.Forbids.RabbitMq.Servers.IsEmpty
                ? "forbids.rabbitmq names no server"
                : arguments.Problem(result, await book.NamesAsync().ConfigureAwait(false));
            if (problem is null)
            {
                ForbidDefinition forbid = arguments.Read(result, ForbidDefinition.ClockOf(TimeProvider.System));
                problem = await SendAsync(proxy.Forbids.RabbitMq, arguments.DatabaseIn(result), forbid).ConfigureAwait(false);
            }

            if (problem is null)
            {
                await console.Output.WriteLineAsync("sent").ConfigureAwait(false);
                return ExitCode.Success;
            }

            await console.Error.WriteLineAsync(problem).ConfigureAwait(false);
            return ExitCode.BadInput;
        });
        return command;
    }

    private static async Task<string?> SendAsync(RabbitMqOptions options, string database, ForbidDefinition forbid)
    {
        try
        {
            await ForbidSender.SendAsync(options, database, forbid, CancellationToken.None).ConfigureAwait(false);
            return null;
        }
        catch (ForbidSendException e)
        {
            return e.Message;
        }
    }
}
