import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs named cases and prints what they saw, one JSON object per line: see External/README.md for the form. */
final class Casebook {
    private static final int CASE_DEADLINE_SECONDS = 30;

    /** What a case does. */
    interface Body {
        void run(Case t) throws Exception;
    }

    private record Entry(Body body, boolean supported) {}

    private final Map<String, Entry> entries = new LinkedHashMap<>();

    // A case that never ends keeps its thread; the others go on, and the program ends by exit.
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** Adds a case under a name that reads as a sentence. */
    void on(String name, Body body) {
        add(name, new Entry(body, true));
    }

    /** Adds what the driver cannot do; the body must fail, with the driver's own error. */
    void unsupported(String name, Body body) {
        add(name, new Entry(body, false));
    }

    /** Prints the names of the supported cases. */
    void list() {
        entries.forEach((name, entry) -> {
            if (entry.supported)
                System.out.println(name);
        });
    }

    /** Runs all cases, or only those that are named. */
    void run(List<String> wanted) {
        entries.forEach((name, entry) -> {
            if (wanted.isEmpty() || wanted.contains(name))
                System.out.println("{\"case\": " + Json.of(name) + ", " + outcome(entry) + "}");
        });
    }

    private void add(String name, Entry entry) {
        if (entries.put(name, entry) != null)
            throw new IllegalStateException("two cases have the same name: " + name);
    }

    private String outcome(Entry entry) {
        Case seen = new Case();
        Future<?> running = threads.submit(() -> {
            entry.body.run(seen);
            return null;
        });
        try {
            running.get(CASE_DEADLINE_SECONDS, TimeUnit.SECONDS);
            return entry.supported ? "\"values\": " + Json.of(seen.lines()) : "\"error\": \"the driver can do it after all\"";
        } catch (ExecutionException failed) {
            return failure(entry, String.valueOf(failed.getCause()), seen);
        } catch (TimeoutException | InterruptedException late) {
            running.cancel(true);
            return failure(entry, "not done after " + CASE_DEADLINE_SECONDS + " s", seen);
        } finally {
            Future<?> closing = threads.submit(seen::close);
            try {
                closing.get(5, TimeUnit.SECONDS);
            } catch (Exception stuck) {
                // A connection that cannot be closed is left behind.
            }
        }
    }

    private static String failure(Entry entry, String error, Case seen) {
        if (!entry.supported)
            return "\"unsupported\": " + Json.of(error);
        List<String> lines = new ArrayList<>(seen.lines());
        List<String> last = lines.subList(Math.max(0, lines.size() - 3), lines.size());
        return "\"error\": " + Json.of(error + " (behind: " + String.join("; ", last) + ")");
    }
}
