package io.hawser.probe.architecture;

import io.hawser.edge.PlantedProduct;

/// Uses another module, to be caught.
final class PlantedImport {
  int answer() {
    return PlantedProduct.answer();
  }
}
