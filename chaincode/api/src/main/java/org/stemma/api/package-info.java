/**
 * The published language: what both sides of the ledger read and write. The canonical codec, digests, money, splits,
 * refusals and the envelope of a transaction stand here; each room's nouns stand in a package of its own. JDK and Gson
 * only; no Fabric, no Spring, no input or output.
 */
@NullMarked
package org.stemma.api;

import org.jspecify.annotations.NullMarked;
