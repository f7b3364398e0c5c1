package io.hawser.orchestrator.planted;

import java.nio.channels.DatagramChannel;
import java.sql.Connection;
import java.util.concurrent.Semaphore;

/// Holds a database, a socket and a lock, to be caught.
record PlantedShell(Connection database, DatagramChannel socket, Semaphore lock) {}
