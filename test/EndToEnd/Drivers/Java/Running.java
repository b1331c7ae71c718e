import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** An action on a thread of its own. */
final class Running {
    private static final int DEADLINE_SECONDS = 25;

    private final CompletableFuture<Void> done = new CompletableFuture<>();

    Running(Case.Action action) {
        Thread thread = new Thread(() -> {
            try {
                action.run();
                done.complete(null);
            } catch (Throwable error) {
                done.completeExceptionally(error);
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits for the end of the action, and throws what it has thrown. */
    void join() throws Exception {
        done.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }
}
