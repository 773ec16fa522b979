/** Organisations, the parties that they act for, and the meters whose keys they vouch for. */
@NullMarked
package org.stemma.api.member;

import org.jspecify.annotations.NullMarked;
