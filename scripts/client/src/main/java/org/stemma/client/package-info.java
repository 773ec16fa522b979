/** The command line: {@code stemma NOUN VERB}. Commands parse, call the gateway once, and print. */
@NullMarked
package org.stemma.client;

import org.jspecify.annotations.NullMarked;
