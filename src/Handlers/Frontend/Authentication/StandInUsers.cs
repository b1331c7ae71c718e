using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using SceNettyProxy.Codecs.MySql.Authentication;
using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Handlers.Frontend.Authentication;

/// <summary>
/// Users for names that do not exist, so that a login with such a name gets the packets and takes the time of one with a wrong
/// password. A name always looks like the same one of the database's own users. Any thread.
/// </summary>
internal sealed class StandInUsers
{
    // The encoding of the curve's base point: a public key like any other.
    private const byte Ed25519First = 0x58;
    private const byte Ed25519Rest = 0x66;
    private const int Ed25519Length = 32;
    private const int CryptTextLength = 63;

    private readonly byte[] key = RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes);
    private readonly string password = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));

    /// <param name="database">Null where the login fits no database.</param>
    /// <param name="name">The name that the client gave.</param>
    public UserDefinition For(DatabaseDefinition? database, string name)
    {
        if (database is null || database.Users.IsEmpty)
            return new UserDefinition { Name = name, Password = password };
        byte[] digest = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{database.Name}\0{name}"));
        UserDefinition model = database.Users[(int)(BinaryPrimitives.ReadUInt32LittleEndian(digest) % (uint)database.Users.Length)];
        List<PasswordHash> hashes = [];
        foreach (PasswordHash hash in model.Hashes)
            hashes.Add(hash with { Value = [.. Like(hash, digest)] });
        return new UserDefinition { Name = name, Password = model.Password is null ? null : password, Hashes = [.. hashes] };
    }

    private static byte[] Like(PasswordHash model, byte[] digest)
    {
        byte[] value = [.. model.Value];
        switch (model.Kind)
        {
            case PasswordHashKind.DoubleSha1:
                digest.AsSpan(0, value.Length).CopyTo(value);
                break;
            case PasswordHashKind.Sha256Crypt:
                // The rounds stay; salt and digest are of the alphabet that both may have.
                string text = Convert.ToHexString(digest);
                Encoding.ASCII.GetBytes(text.AsSpan(0, CryptTextLength), value.AsSpan(Sha256Crypt.Length - CryptTextLength));
                break;
            case PasswordHashKind.Ed25519:
                value = new byte[Ed25519Length];
                value.AsSpan().Fill(Ed25519Rest);
                value[0] = Ed25519First;
                break;
        }

        return value;
    }
}
