using System.Reflection;
using System.Reflection.Emit;
using SceNettyProxy.Extensions.Commands;
using SceNettyProxy.Extensions.Configuration;

namespace SceNettyProxy.Bootstrap.Tests.Custom;

/// <summary>Writes assemblies with handlers to files.</summary>
internal static class EmittedHandler
{
    /// <summary>Whether it may be used as a handler.</summary>
    public const string Type = "Emitted.Handler";

    /// <summary>A public type that denies every command with that message.</summary>
    /// <param name="file">Replaced by a rename, as an operator would.</param>
    /// <param name="message">Tells one version from another.</param>
    /// <param name="required">An option that its constructor requires; null for a constructor without parameters.</param>
    /// <param name="parent">Another base type.</param>
    public static void Write(string file, string message = "emitted", string? required = null, Type? parent = null)
    {
        PersistedAssemblyBuilder assembly = new(new AssemblyName(Path.GetFileNameWithoutExtension(file)), typeof(object).Assembly);
        TypeBuilder type = assembly.DefineDynamicModule("module")
            .DefineType(Type, TypeAttributes.Public | TypeAttributes.Class, parent ?? typeof(CommandInterceptor));
        if (parent is null)
        {
            DefineConstructor(type, required);
            DefineIntercept(type, message);
        }

        type.CreateType();
        string temporary = $"{file}.new";
        assembly.Save(temporary);
        File.Move(temporary, file, overwrite: true);
    }

    private static void DefineConstructor(TypeBuilder type, string? required)
    {
        ILGenerator code = type
            .DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, required is null ? [] : [typeof(HandlerSetup)])
            .GetILGenerator();
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Call, typeof(CommandInterceptor).GetConstructor(BindingFlags.Instance | BindingFlags.NonPublic, [])!);
        if (required is not null)
        {
            code.Emit(OpCodes.Ldarg_1);
            code.Emit(OpCodes.Callvirt, typeof(HandlerSetup).GetProperty(nameof(HandlerSetup.Options))!.GetMethod!);
            code.Emit(OpCodes.Ldstr, required);
            code.Emit(OpCodes.Callvirt, typeof(HandlerOptions).GetMethod(nameof(HandlerOptions.Require))!);
            code.Emit(OpCodes.Pop);
        }

        code.Emit(OpCodes.Ret);
    }

    private static void DefineIntercept(TypeBuilder type, string message)
    {
        ILGenerator code = type.DefineMethod(
            nameof(CommandInterceptor.Intercept),
            MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.HideBySig,
            typeof(CommandVerdict),
            [typeof(InterceptedCommand)]).GetILGenerator();
        code.Emit(OpCodes.Ldc_I4, 5001);
        code.Emit(OpCodes.Ldstr, "45000");
        code.Emit(OpCodes.Ldstr, message);
        code.Emit(OpCodes.Call, typeof(CommandVerdict).GetMethod(nameof(CommandVerdict.Deny))!);
        code.Emit(OpCodes.Ret);
    }
}
