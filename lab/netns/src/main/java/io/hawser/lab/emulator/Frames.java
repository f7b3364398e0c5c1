package io.hawser.lab.emulator;

/// Where frames lie while they wait; a frame is known by a number.
interface Frames {
  int NONE = -1;

  /// One more user of the frame; it is free when all have released it.
  void retain(int frame);

  void release(int frame);
}
