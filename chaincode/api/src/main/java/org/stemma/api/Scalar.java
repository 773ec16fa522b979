package org.stemma.api;

/** A record of one component that stands in JSON as that component alone: ids, digests, parts per million. */
public interface Scalar {}
