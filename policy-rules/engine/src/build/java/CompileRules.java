import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.drools.compiler.kie.builder.impl.InternalKieModule;
import org.drools.model.codegen.ExecutableModelProject;
import org.kie.api.KieServices;
import org.kie.api.builder.KieBuilder;
import org.kie.api.builder.KieFileSystem;
import org.kie.api.builder.Message;

/// Compiles the rule base into classes, as a step of the build after the facts are compiled.
///
/// Usage: `CompileRules RULES.drl CLASSES-DIRECTORY`. Writes the classes of the executable model
/// and the name of the one that holds it (`steering.model`). Does nothing where these are newer
/// than everything that they are made of. Runs in a Java of its own, because Drools' Maven plugin
/// reads the facts with the Java that runs Maven.
final class CompileRules {
  private static final String ENGINE = "io/hawser/policy/engine";
  private static final String RULES = ENGINE + "/rules";
  private static final String INDEX = ENGINE + "/steering.model";

  private final Path source;
  private final Path classes;

  private CompileRules(Path source, Path classes) {
    this.source = source;
    this.classes = classes;
  }

  public static void main(String[] args) throws IOException {
    var compiler = new CompileRules(Path.of(args[0]), Path.of(args[1]));
    if (!compiler.isUpToDate()) {
      compiler.run();
    }
  }

  private boolean isUpToDate() throws IOException {
    Path index = classes.resolve(INDEX);
    if (!Files.exists(index)
        || !Files.exists(classes.resolve(classFile(Files.readString(index))))) {
      return false;
    }
    FileTime made = Files.getLastModifiedTime(index);
    for (String entry : System.getProperty("java.class.path").split(":")) {
      if (isNewer(Path.of(entry), made)) {
        return false;
      }
    }
    return !isNewer(source, made);
  }

  private static String classFile(String className) {
    return className.strip().replace('.', '/') + ".class";
  }

  private boolean isNewer(Path root, FileTime made) throws IOException {
    if (!Files.exists(root)) {
      return false;
    }
    try (Stream<Path> tree = Files.walk(root)) {
      for (Path file : tree.filter(Files::isRegularFile).toList()) {
        boolean ours =
            file.startsWith(classes.resolve(RULES)) || file.equals(classes.resolve(INDEX));
        if (!ours && Files.getLastModifiedTime(file).compareTo(made) > 0) {
          return true;
        }
      }
    }
    return false;
  }

  private void run() throws IOException {
    Files.deleteIfExists(classes.resolve(INDEX));
    deleteTree(classes.resolve(RULES));
    InternalKieModule module = compile();
    for (String name : module.getFileNames()) {
      if (name.startsWith(RULES) && name.endsWith(".class")) {
        Path target = classes.resolve(name);
        Files.createDirectories(target.getParent());
        Files.write(target, module.getBytes(name));
      }
    }
    Files.writeString(classes.resolve(INDEX), modelClass(module) + "\n");
  }

  private InternalKieModule compile() throws IOException {
    KieServices services = KieServices.get();
    KieFileSystem files = services.newKieFileSystem();
    files.write(
        "src/main/resources/" + RULES + "/" + source.getFileName(), Files.readString(source));
    KieBuilder builder = services.newKieBuilder(files).buildAll(ExecutableModelProject.class);
    List<Message> complaints = builder.getResults().getMessages();
    for (Message complaint : complaints) {
      System.err.println(source + ":" + complaint.getLine() + ": " + complaint.getText());
    }
    if (!complaints.isEmpty()) {
      System.exit(1);
    }
    return (InternalKieModule) builder.getKieModule();
  }

  private static String modelClass(InternalKieModule module) {
    String prefix = RULES.replace('/', '.') + ".";
    List<String> models =
        module.getFileNames().stream()
            .filter(name -> name.endsWith("/drools-model"))
            .flatMap(name -> new String(module.getBytes(name), StandardCharsets.UTF_8).lines())
            .map(String::strip)
            .filter(line -> line.startsWith(prefix))
            .toList();
    if (models.size() != 1) {
      throw new IllegalStateException("models: " + models + " (expected: one)");
    }
    return models.getFirst();
  }

  private static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(root)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
