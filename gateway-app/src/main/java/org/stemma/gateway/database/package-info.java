/**
 * The databases of a gateway, H2 or PostgreSQL. What differs between the two stands in {@link
 * org.stemma.gateway.database.Dialect} and nowhere else; all other SQL is the same text on both:
 *
 * <ul>
 *   <li>standard statements; insert, else update; no MERGE, no ON CONFLICT, no functions of one database;
 *   <li>VARCHAR(n) and TEXT, BIGINT, INT, BOOLEAN; times as BIGINT since 1970; BIGINT GENERATED ALWAYS AS IDENTITY;
 *   <li>a list names its order, by columns that make it complete; text is ordered by its bytes;
 *   <li>text holds neither the character 0 nor half of a surrogate pair, which PostgreSQL does not take;
 *   <li>a statement that fails ends its transaction, as in PostgreSQL: what may fail runs in one of its own.
 * </ul>
 *
 * The gateway's own tables lie in the schema {@code public} and are named as they are. Those of the read model lie in a
 * schema of their own, of the same database or of another one, which changes with each rebuild; every connection of that
 * database finds the present ones under their plain names.
 */
@NullMarked
package org.stemma.gateway.database;

import org.jspecify.annotations.NullMarked;
