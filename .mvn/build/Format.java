import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/// Formats every Java source below a directory, or checks that it is formatted.
///
/// Usage: `Format check|write DIRECTORY`. The build runs it with JDK 25, whatever Java runs Maven,
/// because the formatter parses with the compiler of its own JVM.
final class Format {
  public static void main(String[] args) throws Exception {
    boolean write = args[0].equals("write");
    var formatter =
        new Formatter(
            JavaFormatterOptions.builder().style(JavaFormatterOptions.Style.GOOGLE).build());
    List<Path> wrong = new ArrayList<>();
    for (Path file : sources(Path.of(args[1]))) {
      String before = Files.readString(file);
      String imports =
          ImportOrderer.reorderImports(
              RemoveUnusedImports.removeUnusedImports(before), JavaFormatterOptions.Style.GOOGLE);
      String after = formatter.formatSource(imports);
      if (!after.equals(before)) {
        wrong.add(file);
        if (write) {
          Files.writeString(file, after);
        }
      }
    }
    wrong.forEach(file -> System.out.println((write ? "formatted: " : "not formatted: ") + file));
    if (!write && !wrong.isEmpty()) {
      System.out.println("Run: mvn -N process-sources -Dformat.action=write");
      System.exit(1);
    }
  }

  private static List<Path> sources(Path root) throws IOException {
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            String name = directory.getFileName().toString();
            boolean foreign =
                name.equals("target")
                    || (name.startsWith(".") && !directory.equals(root) && !name.equals(".mvn"));
            return foreign ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".java")) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    found.sort(null);
    return found;
  }
}
