using SceNettyProxy.Integration.File;
using SceNettyProxy.Tenancy.Forbids;
using SceNettyProxy.Tenancy.Registry;

namespace SceNettyProxy.Bootstrap.Commands.Forbids;

/// <summary>Forbids in a file, databases in another.</summary>
internal sealed class FileForbidBook(ForbidFile file, RegistrySnapshot registry) : IForbidBook
{
    public string Place => file.FilePath;

    public string Remedy => "A proxy that runs puts it aside by itself.";

    public Task<string?> FindTypeAsync(string database) =>
        Task.FromResult(registry.Databases.GetValueOrDefault(database)?.Type);

    public Task<IReadOnlyList<string>> NamesAsync() => Task.FromResult<IReadOnlyList<string>>([.. registry.Databases.Keys]);

    public Task<ForbidSnapshot> ReadAsync() => Task.FromResult(file.Read());

    public Task EditAsync(string database, Func<ForbidSnapshot, ForbidSnapshot> change)
    {
        file.Edit(change);
        return Task.CompletedTask;
    }
}
