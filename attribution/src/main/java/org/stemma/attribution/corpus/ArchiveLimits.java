package org.stemma.attribution.corpus;

/**
 * What an archive may cost its reader. An archive beyond any of them is refused as a whole, never
 * read in part: half a corpus would have another digest than the whole one.
 *
 * @param archiveBytes size of the packed file; bounds the memory that its table of contents takes
 * @param files number of entries, directories included
 * @param entryBytes size of one unpacked file
 * @param totalBytes size of all unpacked files together, so that a small bomb stays small
 */
public record ArchiveLimits(long archiveBytes, int files, int entryBytes, long totalBytes) {

    /** Room for the largest source archives in common use (tens of MB), not for a bomb. */
    public static final ArchiveLimits DEFAULT = new ArchiveLimits(64L << 20, 20_000, 8 << 20, 128L << 20);

    public ArchiveLimits {
        if (archiveBytes < 1 || files < 1 || entryBytes < 1 || totalBytes < 1) {
            throw new IllegalArgumentException("every limit is at least 1: archiveBytes=" + archiveBytes + " files="
                    + files + " entryBytes=" + entryBytes + " totalBytes=" + totalBytes);
        }
        if (entryBytes > Integer.MAX_VALUE - 16) {
            throw new IllegalArgumentException("entryBytes exceeds what an array holds: " + entryBytes);
        }
    }
}
