package io.hawser.edge.crypto;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The functions of OpenSSL's libcrypto 3 that [LibcryptoAead] calls (`EVP_EncryptInit(3)`).
///
/// All calls are short and call nothing back, so they are linked as critical: without a change of
/// thread state. Addresses are plain numbers: a segment as an argument costs two atomic operations
/// each time, to keep its memory alive.
final class Libcrypto {
  private static final List<String> NAMES = List.of("libcrypto.so.3", "libcrypto.so");
  private static final ValueLayout.OfLong POINTER = ValueLayout.JAVA_LONG;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

  private static final @Nullable SymbolLookup LIBRARY = load();

  static final @Nullable MethodHandle CHACHA20_POLY1305 =
      function("EVP_chacha20_poly1305", FunctionDescriptor.of(POINTER));
  static final @Nullable MethodHandle AES_256_GCM =
      function("EVP_aes_256_gcm", FunctionDescriptor.of(POINTER));
  static final @Nullable MethodHandle CONTEXT_NEW =
      function("EVP_CIPHER_CTX_new", FunctionDescriptor.of(POINTER));
  static final @Nullable MethodHandle CONTEXT_FREE =
      function("EVP_CIPHER_CTX_free", FunctionDescriptor.ofVoid(POINTER));
  static final @Nullable MethodHandle CONTROL =
      function("EVP_CIPHER_CTX_ctrl", FunctionDescriptor.of(INT, POINTER, INT, INT, POINTER));

  /// `EVP_CipherInit_ex(context, type, engine, key, iv, encrypt)`.
  static final @Nullable MethodHandle INIT =
      function(
          "EVP_CipherInit_ex",
          FunctionDescriptor.of(INT, POINTER, POINTER, POINTER, POINTER, POINTER, INT));

  /// `EVP_CIPHER_CTX_get_params(context, parameters)`.
  static final @Nullable MethodHandle GET_PARAMETERS =
      function("EVP_CIPHER_CTX_get_params", FunctionDescriptor.of(INT, POINTER, POINTER));

  /// `EVP_CIPHER_CTX_set_params(context, parameters)`.
  static final @Nullable MethodHandle SET_PARAMETERS =
      function("EVP_CIPHER_CTX_set_params", FunctionDescriptor.of(INT, POINTER, POINTER));

  /// `EVP_CipherUpdate(context, out, outLength, in, inLength)`.
  static final @Nullable MethodHandle UPDATE =
      function(
          "EVP_CipherUpdate", FunctionDescriptor.of(INT, POINTER, POINTER, POINTER, POINTER, INT));

  /// `EVP_CipherFinal_ex(context, out, outLength)`.
  static final @Nullable MethodHandle FINAL =
      function("EVP_CipherFinal_ex", FunctionDescriptor.of(INT, POINTER, POINTER, POINTER));

  private Libcrypto() {}

  static boolean isPresent() {
    return CHACHA20_POLY1305 != null
        && AES_256_GCM != null
        && CONTEXT_NEW != null
        && CONTEXT_FREE != null
        && CONTROL != null
        && INIT != null
        && GET_PARAMETERS != null
        && SET_PARAMETERS != null
        && UPDATE != null
        && FINAL != null;
  }

  @SuppressWarnings("restricted") // Native access is what this class is for.
  private static @Nullable SymbolLookup load() {
    for (String name : NAMES) {
      try {
        return SymbolLookup.libraryLookup(name, Arena.global());
      } catch (IllegalArgumentException _) {
        // Not installed under this name.
      }
    }
    return null;
  }

  @SuppressWarnings("restricted")
  private static @Nullable MethodHandle function(String name, FunctionDescriptor descriptor) {
    if (LIBRARY == null) {
      return null;
    }
    MemorySegment address = LIBRARY.find(name).orElse(null);
    return address == null
        ? null
        : Linker.nativeLinker()
            .downcallHandle(
                address, descriptor, Linker.Option.critical(/* allowHeapAccess= */ false));
  }
}
