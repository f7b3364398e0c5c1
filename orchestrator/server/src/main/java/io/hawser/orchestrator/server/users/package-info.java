/// Who may use the orchestrator: people with passwords and sessions, programs with tokens.
///
/// ```
///   first start ──► one-time password, printed once ──► sign-in ──► must choose another ──► at work
/// ```
///
/// - A password is kept as argon2id (RFC 9106), a session's or a token's secret as SHA-256: those
///   are 32 random bytes, so no slow hash is needed, and a stolen database opens nothing.
/// - No default password exists. A one-time password lets its bearer choose another and nothing
///   else.
/// - Guessing is slowed by address and by name ([SignInLimiter]), and costs the same whether the
///   name exists.
/// - Roles are ordered, viewer < operator < admin; what each may do is written at each route, not
///   here.
///
/// Everything is in SQL, so that any member of a cluster knows a session that another one opened.
@NullMarked
package io.hawser.orchestrator.server.users;

import org.jspecify.annotations.NullMarked;
