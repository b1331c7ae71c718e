import java.util.List;
import java.util.stream.Collectors;

/** Writes the little JSON that the harness reads. */
final class Json {
    private Json() {}

    static String of(String text) {
        StringBuilder written = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\')
                written.append('\\').append(c);
            else if (c < ' ' || c > '~')
                written.append(String.format("\\u%04x", (int) c));
            else
                written.append(c);
        }
        return written.append('"').toString();
    }

    static String of(List<String> texts) {
        return texts.stream().map(Json::of).collect(Collectors.joining(", ", "[", "]"));
    }
}
