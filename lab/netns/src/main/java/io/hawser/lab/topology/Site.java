package io.hawser.lab.topology;

import java.util.List;

/// A place of the company; its edge host has the site's name.
public record Site(String name, Lan lan, List<WanLink> links) {
  public Site {
    links = List.copyOf(links);
  }
}
