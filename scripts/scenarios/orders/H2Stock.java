import java.util.concurrent.ThreadLocalRandom;

/** Stands in for the warehouse's stored functions: a row lock and a round trip take their time. */
public final class H2Stock {
    private H2Stock() {
    }

    public static int reserve(String sku, int quantity) throws InterruptedException {
        Thread.sleep(ThreadLocalRandom.current().nextInt(130, 320));
        return sku.endsWith("0") && quantity > 3 ? 0 : quantity;
    }
}
