using SceNettyProxy.Integration.File;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Forbids;
using SceNettyProxy.Tenancy.Registry;

namespace SceNettyProxy.Bootstrap.Commands.Forbids;

/// <summary>Forbids in the file that <c>forbids.file</c> names, databases in databases.json.</summary>
internal sealed class FileForbidBook(ForbidFile file, RegistrySnapshot databases) : IForbidBook
{
    public Task<IReadOnlyCollection<string>> ReadNamesAsync() => Task.FromResult<IReadOnlyCollection<string>>([.. databases.Databases.Keys]);

    public Task<bool> IsExemptAsync(string database) =>
        Task.FromResult(databases.Databases[database].Type == TypeDefinition.Internal);

    public Task<ForbidSnapshot> ReadAsync() => Task.FromResult(file.Read());

    public Task EditAsync(string database, Func<ForbidSnapshot, ForbidSnapshot> change)
    {
        file.Edit(change);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
