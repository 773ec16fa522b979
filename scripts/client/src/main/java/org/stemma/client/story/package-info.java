/** The story that quickstart tells on a running network, step by step. What people can do by hand is in the commands. */
@NullMarked
package org.stemma.client.story;

import org.jspecify.annotations.NullMarked;
