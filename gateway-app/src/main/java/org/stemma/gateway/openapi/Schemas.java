package org.stemma.gateway.openapi;

import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.BooleanSchema;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.stemma.api.AssetId;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Digest;
import org.stemma.api.Document;
import org.stemma.api.DomainEvent;
import org.stemma.api.GrantId;
import org.stemma.api.MeterId;
import org.stemma.api.Money;
import org.stemma.api.OrgId;
import org.stemma.api.PartyId;
import org.stemma.api.Ppm;
import org.stemma.api.ProposalId;
import org.stemma.api.SaleId;
import org.stemma.api.Scalar;
import org.stemma.api.WalletId;
import org.stemma.api.WithdrawalId;

/** Schemas of our records, as the codec writes them: it knows forms that Jackson, which springdoc asks, does not. */
final class Schemas implements ModelConverter {
    private static final String OURS = "org.stemma.";

    /** Scalars that have a form of their own; another one is a line here, or else any string. */
    private static final Map<Class<?>, String> PATTERNS = Map.ofEntries(
            id(AssetId.class, "ast"),
            id(PartyId.class, "prt"),
            id(GrantId.class, "grt"),
            id(MeterId.class, "mtr"),
            id(WalletId.class, "wal"),
            id(WithdrawalId.class, "wdr"),
            id(SaleId.class, "sal"),
            id(ProposalId.class, "prp"),
            Map.entry(OrgId.class, "^[A-Za-z0-9][A-Za-z0-9.-]{0,63}$"),
            Map.entry(Digest.class, "^sha256:[0-9a-f]{64}$"),
            Map.entry(CurrencyCode.class, "^[A-Z]{3}$"));

    private static final String REFERENCE = "#/components/schemas/";

    @Override
    public @Nullable Schema<?> resolve(
            AnnotatedType annotated, ModelConverterContext context, Iterator<ModelConverter> chain) {
        Type type = plain(annotated.getType());
        if (isOurs(type)) {
            return schema(type, context);
        }
        return chain.hasNext() ? chain.next().resolve(annotated, context, chain) : null;
    }

    /** Jackson wraps types; the plain one is inside. */
    private static Type plain(Type type) {
        if (type instanceof tools.jackson.databind.JavaType wrapped) {
            return wrapped.getRawClass();
        } else if (type instanceof com.fasterxml.jackson.databind.JavaType wrapped) {
            return wrapped.getRawClass();
        }
        return type;
    }

    private static boolean isOurs(Type type) {
        Type raw = type instanceof ParameterizedType generic ? generic.getRawType() : type;
        return raw instanceof Class<?> ours && ours.getName().startsWith(OURS);
    }

    Schema<?> schema(Type type, ModelConverterContext context) {
        if (type instanceof ParameterizedType generic) {
            return generic(generic, context);
        }
        Class<?> plain = (Class<?>) type;
        if (plain == Money.class) {
            return define("Money", context, Schemas::money);
        } else if (PATTERNS.containsKey(plain)) {
            return new StringSchema().pattern(PATTERNS.get(plain));
        } else if (plain == Ppm.class) {
            return new IntegerSchema().format("int32").minimum(BigDecimal.ZERO).maximum(BigDecimal.valueOf(Ppm.ONE));
        } else if (Scalar.class.isAssignableFrom(plain)) {
            return schema(plain.getRecordComponents()[0].getGenericType(), context);
        } else if (plain.isEnum()) {
            StringSchema words = new StringSchema();
            Stream.of(plain.getEnumConstants()).forEach(constant -> words.addEnumItem(word(constant)));
            return words;
        } else if (plain.isRecord()) {
            return define(name(plain), context, () -> record(plain, context));
        } else if (plain.isSealed() && plain != DomainEvent.class) {
            return define(name(plain), context, () -> union(plain, context));
        }
        return leaf(plain);
    }

    private static Schema<?> leaf(Class<?> type) {
        if (type == String.class) {
            return new StringSchema();
        } else if (type == Instant.class) {
            return new StringSchema()
                    .format("date-time")
                    .description("RFC 3339, in answers in UTC and as short as it can be written");
        } else if (type == BigInteger.class) {
            return new StringSchema().pattern("^(0|-?[1-9][0-9]*)$");
        } else if (type == boolean.class || type == Boolean.class) {
            return new BooleanSchema();
        } else if (type == long.class || type == int.class || type == Long.class || type == Integer.class) {
            return new IntegerSchema().format("int64");
        }
        // Any value of JSON's, where a member holds whatever a command does.
        return type == Object.class ? new Schema<>() : new ObjectSchema();
    }

    private Schema<?> generic(ParameterizedType type, ModelConverterContext context) {
        Type[] arguments = type.getActualTypeArguments();
        Class<?> raw = (Class<?>) type.getRawType();
        if (raw == Optional.class) {
            return schema(arguments[0], context);
        } else if (raw == List.class) {
            return new ArraySchema().items(schema(arguments[0], context));
        } else if (Map.class.isAssignableFrom(raw)) {
            return new ObjectSchema().additionalProperties(schema(arguments[1], context));
        }
        // The one generic record: a page of a list.
        Schema<?> items = schema(arguments[0], context);
        Schema<?> next = new StringSchema().description("the cursor of the next page; absent at the end");
        return new ObjectSchema()
                .addProperty("items", new ArraySchema().items(items))
                .addProperty("next", next)
                .addRequiredItem("items");
    }

    /** An object of a record's components, those left out that a caller doesn't send. */
    Schema<?> record(Class<?> type, ModelConverterContext context) {
        Schema<?> object = new ObjectSchema().additionalProperties(false);
        for (RecordComponent component : type.getRecordComponents()) {
            object.addProperty(component.getName(), schema(component.getGenericType(), context));
            if (component.getType() != Optional.class) {
                object.addRequiredItem(component.getName());
            }
        }
        if (Document.class.isAssignableFrom(type)) {
            object.addProperty("v", new IntegerSchema().format("int32").minimum(BigDecimal.ONE));
            object.addRequiredItem("v");
        }
        return object;
    }

    private Schema<?> union(Class<?> type, ModelConverterContext context) {
        Schema<?> any = new ObjectSchema();
        for (Class<?> member : type.getPermittedSubclasses()) {
            String tag = Character.toLowerCase(member.getSimpleName().charAt(0))
                    + member.getSimpleName().substring(1);
            Schema<?> object = record(member, context);
            object.addProperty("type", new StringSchema()._const(tag));
            object.addRequiredItem("type");
            any.addOneOfItem(object);
        }
        return any;
    }

    private static Schema<?> money() {
        return new ObjectSchema()
                .addProperty(
                        "amount",
                        new StringSchema()
                                .pattern("^-?(0|[1-9][0-9]{0,9})(\\.[0-9]{0,8}[1-9])?$")
                                .description("no trailing zeros"))
                .addProperty("currency", new StringSchema().pattern("^[A-Z]{3}$"))
                .addRequiredItem("amount")
                .addRequiredItem("currency");
    }

    private static Schema<?> define(
            String name, ModelConverterContext context, java.util.function.Supplier<Schema<?>> maker) {
        if (!context.getDefinedModels().containsKey(name)) {
            context.defineModel(name, maker.get());
        }
        return new Schema<>().$ref(REFERENCE + name);
    }

    private static String name(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        return outer == null || outer.getSimpleName().endsWith("Controller")
                ? type.getSimpleName()
                : outer.getSimpleName() + type.getSimpleName();
    }

    private static Map.Entry<Class<?>, String> id(Class<?> type, String prefix) {
        return Map.entry(type, "^" + prefix + "_[a-z0-9]{1,64}$");
    }

    private static String word(Object constant) {
        return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
    }
}
