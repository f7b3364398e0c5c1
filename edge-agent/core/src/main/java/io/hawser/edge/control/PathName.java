package io.hawser.edge.control;

import io.hawser.edge.crypto.PublicKey;

/// What makes a path the same path through all configurations: the two keys of its ends. A stock
/// client's is the service key and its own.
record PathName(PublicKey local, PublicKey remote) {}
