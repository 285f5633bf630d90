// A front or middle service on the JVM; requests as in edge.mjs. args: service upstream style failed handled chore
import java.io.*;
import java.net.*;
import java.net.http.*;
import java.time.*;
import java.time.format.DateTimeFormatter;
import java.util.*;
import com.sun.net.httpserver.HttpServer;

public class Edge {
  static long now;
  static String service, upstream, style, failed, handled, chore;
  static int port;
  static final HttpClient client = HttpClient.newHttpClient();

  static class UpstreamException extends RuntimeException {
    UpstreamException(String message, Throwable cause) { super(message, cause); }
  }

  static String quote(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\t", "\\t") + "\"";
  }

  static void log(String level, String logger, String message, String trace, Throwable error) {
    Instant at = Instant.ofEpochMilli(now);
    String stack = "";
    if (error != null) {
      StringWriter text = new StringWriter();
      error.printStackTrace(new PrintWriter(text));
      stack = text.toString().stripTrailing().replace("127.0.0.1:" + port, upstream + ":8080");
    }
    if (style.equals("logstash")) {
      System.out.println("{\"@timestamp\":\"" + at + "\",\"@version\":\"1\",\"message\":" + quote(message) + ",\"logger_name\":\"" + logger + "\",\"thread_name\":\"http-nio-8080-exec-" + (1 + now % 9) + "\",\"level\":\"" + level + "\",\"service\":\"" + service + "\"" + (trace.equals("-") ? "" : ",\"traceId\":\"" + trace + "\"") + (error == null ? "" : ",\"stack_trace\":" + quote(stack)) + "}");
    } else {
      System.out.println(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC).format(at) + " " + String.format("%-5s", level) + " [" + (trace.equals("-") ? "" : trace.substring(0, 16)) + "] [http-nio-8080-exec-" + (1 + now % 9) + "] " + logger + " : " + message);
      if (error != null) System.out.println(stack);
    }
  }

  static void call(String path, String outcome) {
    try {
      URI uri = URI.create("http://127.0.0.1:" + (outcome.equals("refused") ? 59999 : port) + path);
      HttpRequest request = HttpRequest.newBuilder(uri).header("x-outcome", outcome).timeout(Duration.ofMillis(outcome.equals("timeout") ? 40 : 4000)).build();
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() >= 400) throw new UpstreamException(upstream + " responded with status " + answer.statusCode(), null);
    } catch (IOException error) {
      throw new UpstreamException("call to " + upstream + " failed", error);
    } catch (InterruptedException error) {
      throw new UpstreamException("interrupted", error);
    }
  }

  static void chore(String name) {
    switch (name) {
      case "purgeSessions" -> throw new IllegalStateException("lease on purge-sessions is taken");
      case "syncCalendar" -> LocalTime.parse("25:61");
      case "exportReport" -> "report".substring(9);
      case "rotateKeys" -> new ArrayList<>(List.of(1, 2)).iterator().remove();
      case "importFeed" -> Integer.parseInt("12,5");
      case "warmCache" -> Objects.requireNonNull(new HashMap<String, String>().get("cold"), "no template for locale xx");
      case "sendDigest" -> throw new IllegalStateException("mail relay said 451 try again later");
      default -> LocalDate.parse("2026-13-01");
    }
  }

  public static void main(String[] args) throws Exception {
    service = args[0]; upstream = args[1]; style = args[2]; failed = args[3]; handled = args[4]; chore = args[5];
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    port = server.getAddress().getPort();
    server.setExecutor(java.util.concurrent.Executors.newCachedThreadPool(task -> { Thread thread = new Thread(task); thread.setDaemon(true); return thread; }));
    server.createContext("/", exchange -> {
      String wanted = exchange.getRequestHeaders().getFirst("x-outcome");
      if (wanted.equals("timeout")) { try { Thread.sleep(300); } catch (InterruptedException ignored) { } }
      int status = wanted.matches("\\d+") ? Integer.parseInt(wanted) : 200;
      exchange.sendResponseHeaders(status, -1);
      exchange.close();
    });
    server.start();
    String logger = "com." + service.replace("-", "") + ".web.FrontController";
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line; (line = in.readLine()) != null; ) {
      String[] f = line.split("\t");
      now = Long.parseLong(f[1]);
      System.out.println("\u0001" + f[0]);
      if (f[4].startsWith("chore:")) {
        try { chore(f[4].substring(6)); } catch (RuntimeException error) { log("ERROR", logger.replace("web.FrontController", "jobs.Scheduler"), chore + " " + f[4].substring(6), "-", error); }
        continue;
      }
      if (f[4].startsWith("say:")) { String[] s = f[4].split(":", 3); log(s[1].toUpperCase(), logger, s[2], f[2], null); continue; }
      try {
        call(f[3], f[4]);
        log("INFO", logger, handled + " " + f[3] + " in " + f[5] + " ms", f[2], null);
      } catch (RuntimeException error) {
        log("ERROR", logger, failed + " " + f[3] + " after " + f[5] + " ms", f[2], error);
      }
    }
    System.out.flush();
    Runtime.getRuntime().halt(0);
  }
}
