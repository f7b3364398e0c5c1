package io.hawser.edge;

/// A class in the place of the product's, for a planted import to use and be caught.
public final class PlantedProduct {
  private PlantedProduct() {}

  public static int answer() {
    return 42;
  }
}
