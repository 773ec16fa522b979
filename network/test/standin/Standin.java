import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Stands in for a gateway: reads the port from its configuration and says that it is healthy; imports no keys. */
public final class Standin {
  private static final String FLAG = "--spring.config.additional-location=file:";

  public static void main(String[] args) throws Exception {
    if (args[0].equals("keystore")) {
      Files.writeString(Path.of(args[List.of(args).indexOf("--file") + 1]), "a stand-in");
      return;
    }
    String yaml = Files.readString(Path.of(args[0].substring(FLAG.length()).replaceAll(",.*", "")));
    var port = Pattern.compile("(?m)^ +port: (\\d+)$").matcher(yaml);
    if (!args[0].startsWith(FLAG) || !port.find()) {
      throw new IllegalArgumentException("no port in " + args[0]);
    }
    var server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(port.group(1))), 0);
    server.createContext("/actuator/health", exchange -> {
      exchange.sendResponseHeaders(200, -1);
      exchange.close();
    });
    server.start();
    var peer = Pattern.compile("(?m)^ +endpoint: 127.0.0.1:(\\d+)$").matcher(yaml);
    peer.find();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> ended(Integer.parseInt(peer.group(1)))));
  }

  /** A gateway's last work is with its peer. */
  private static void ended(int peer) {
    try (var socket = new Socket("127.0.0.1", peer)) {
      System.out.println("ended while its peer answered");
    } catch (IOException e) {
      System.out.println("ended without its peer: " + e);
    }
  }
}
