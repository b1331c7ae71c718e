import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HexFormat;

/** One spelling per value, with its class, whatever its size. */
final class ValueText {
    private static final int LONGEST_PRINTED = 300;

    private ValueText() {}

    static String of(Object value) throws SQLException {
        if (value == null)
            return "null";
        if (value instanceof byte[] bytes)
            return bytes.length > LONGEST_PRINTED ? digest("byte[]", bytes) : "byte[] " + HexFormat.of().formatHex(bytes);
        if (value instanceof Clob clob)
            return "Clob " + of(clob.getSubString(1, (int) clob.length()));
        if (value instanceof Blob blob)
            return "Blob " + of(blob.getBytes(1, (int) blob.length()));
        if (value instanceof int[] numbers)
            return Arrays.toString(numbers);
        if (value instanceof long[] numbers)
            return Arrays.toString(numbers);
        if (value instanceof String text)
            return text.length() > LONGEST_PRINTED ? digest("String", text.getBytes(StandardCharsets.UTF_8)) : "'" + text + "'";
        return value.getClass().getSimpleName() + " " + value;
    }

    private static String digest(String kind, byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return kind + " of " + bytes.length + " bytes, sha256 " + HexFormat.of().formatHex(hash);
        } catch (java.security.NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
