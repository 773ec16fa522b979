package org.stemma.gateway.web;

import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.convert.converter.ConditionalGenericConverter;
import org.stemma.api.Codec;
import org.stemma.api.Scalar;

/** Reads ids, words and times in paths and queries as the language does, so that handlers name their types. */
final class TypedText implements ConditionalGenericConverter {
    @Override
    public Set<ConvertiblePair> getConvertibleTypes() {
        return Set.of(
                new ConvertiblePair(String.class, Scalar.class),
                new ConvertiblePair(String.class, Enum.class),
                new ConvertiblePair(String.class, Instant.class));
    }

    @Override
    public boolean matches(TypeDescriptor source, TypeDescriptor target) {
        Class<?> type = target.getType();
        return !type.isEnum() || type.getName().startsWith("org.stemma.api.");
    }

    @Override
    public Object convert(@Nullable Object source, TypeDescriptor sourceType, TypeDescriptor targetType) {
        return Codec.value((String) Objects.requireNonNull(source), targetType.getType());
    }
}
