/** What all REST endpoints share: strict binding, canonical JSON, pages and problems. Rooms stand in packages of their own. */
@NullMarked
package org.stemma.gateway.web;

import org.jspecify.annotations.NullMarked;
