package io.hawser.orchestrator.server.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.util.function.Function;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/// The database of one orchestrator: opened, migrated, pooled.
public final class Database implements AutoCloseable {
  private static final int CONNECTIONS = 8;

  /// WRITE_DELAY=0: written at commit. DB_CLOSE_ON_EXIT=FALSE: closed by us, after the last answer.
  private static final String H2_OPTIONS =
      ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000";

  private final HikariDataSource pool;
  private final Jdbi jdbi;

  private Database(HikariDataSource pool) {
    this.pool = pool;
    jdbi = Jdbi.create(pool);
  }

  /// Opens H2's file below a directory, made where there is none.
  public static Database embedded(Path directory) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:h2:file:" + directory.toAbsolutePath().resolve("hawser") + H2_OPTIONS);
    config.setUsername("hawser");
    config.setPassword("");
    config.setMaximumPoolSize(CONNECTIONS);
    config.setPoolName("hawser");
    HikariDataSource pool = new HikariDataSource(config);
    Flyway.configure().dataSource(pool).locations("classpath:hawser/migrations").load().migrate();
    return new Database(pool);
  }

  public Jdbi jdbi() {
    return jdbi;
  }

  /// Does `work` in one transaction; on return it is on the disk.
  public <T> T durably(Function<Handle, T> work) {
    T result = jdbi.inTransaction(work::apply);
    sync();
    return result;
  }

  /// Forces what is committed to the disk.
  void sync() {
    jdbi.useHandle(handle -> handle.execute("CHECKPOINT SYNC"));
  }

  @Override
  public void close() {
    pool.close();
  }
}
