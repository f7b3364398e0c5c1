package io.hawser.lab;

import java.util.concurrent.Callable;

/// A word of `lab/run` that is written elsewhere, such as the demo: a picocli command, registered
/// in `META-INF/services/io.hawser.lab.Word`. Its answer is the exit status.
public interface Word extends Callable<Integer> {}
