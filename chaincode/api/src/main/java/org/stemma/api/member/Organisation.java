package org.stemma.api.member;

import org.stemma.api.Document;
import org.stemma.api.OrgId;

/** A member organisation. */
public record Organisation(OrgId id, String name) implements Document {}
