/**
 * The keys of the enrolled identities: an encrypted PKCS#12 file, the passphrase that opens it, and the command that
 * fills it. What signs with them is the ledger's.
 */
@NullMarked
package org.stemma.gateway.keystore;

import org.jspecify.annotations.NullMarked;
