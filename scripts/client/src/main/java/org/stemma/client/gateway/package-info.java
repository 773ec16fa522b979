/** Speaking to a member's gateway over its REST API: calls, pages, problems, and answers as text. No noun of any room belongs here. */
@NullMarked
package org.stemma.client.gateway;

import org.jspecify.annotations.NullMarked;
