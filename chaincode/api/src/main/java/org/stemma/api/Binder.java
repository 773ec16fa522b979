package org.stemma.api;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Binds records to JSON trees by their components. Forms are looked up once per class and kept. */
final class Binder {
    private static final String TYPE = "type";
    private static final String VERSION = "v";
    private static final Map<Class<?>, Form> FORMS = new ConcurrentHashMap<>();
    private static final Map<Class<?>, SortedMap<String, Class<?>>> FAMILIES = new ConcurrentHashMap<>();

    private Binder() {}

    /** A component of a record, as it is named, typed and read. */
    private record Part(String name, Type type, boolean optional, Method accessor) {
        static Part of(RecordComponent component) {
            Method accessor = component.getAccessor();
            accessor.setAccessible(true);
            return new Part(
                    component.getName(), component.getGenericType(), component.getType() == Optional.class, accessor);
        }

        Object read(Object value) {
            try {
                return accessor.invoke(value);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(accessor + " can't be called", e);
            }
        }
    }

    /** A record's canonical constructor, its parts, and its tag if it belongs to a sealed family. */
    private record Form(Class<?> type, Constructor<?> constructor, List<Part> parts, Optional<String> tag) {
        static Form of(Class<?> type) {
            try {
                RecordComponent[] components = type.getRecordComponents();
                Class<?>[] parameters =
                        Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
                Constructor<?> constructor = type.getDeclaredConstructor(parameters);
                constructor.setAccessible(true);
                List<Part> parts = Stream.of(components).map(Part::of).toList();
                return new Form(type, constructor, parts, Binder.tag(type));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(type + " is not a record of the language", e);
            }
        }

        Object make(Object[] arguments) {
            try {
                return constructor.newInstance(arguments);
            } catch (InvocationTargetException e) {
                if (e.getCause() instanceof MalformedException malformed) {
                    throw malformed;
                }
                throw new IllegalStateException(type + " refused its own form", e);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(type + " can't be made", e);
            }
        }
    }

    static Object toTree(Object value) {
        if (value instanceof Money money) {
            return new TreeMap<>(Map.of("currency", money.currency().value(), "amount", money.amount()));
        } else if (value instanceof Scalar) {
            Form form = form(value.getClass());
            return toTree(form.parts().get(0).read(value));
        } else if (value instanceof Record) {
            return recordTree(value);
        } else if (value instanceof Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT);
        } else if (value instanceof Instant || value instanceof BigInteger) {
            return value.toString();
        } else if (value instanceof Integer number) {
            return number.longValue();
        } else if (value instanceof Long number && !Codec.isNumber(number)) {
            return number.toString();
        } else if (value instanceof Map<?, ?> map) {
            SortedMap<String, Object> tree = new TreeMap<>();
            map.forEach((key, member) -> tree.put(String.valueOf(toTree(key)), toTree(member)));
            return tree;
        } else if (value instanceof Collection<?> values) {
            List<Object> tree = new ArrayList<>();
            values.forEach(element -> tree.add(toTree(element)));
            return tree;
        }
        return value;
    }

    private static Map<String, Object> recordTree(Object value) {
        SortedMap<String, Object> tree = new TreeMap<>();
        Form form = form(value.getClass());
        for (Part part : form.parts()) {
            Object member = part.read(value);
            if (member instanceof Optional<?> optional) {
                optional.ifPresent(present -> tree.put(part.name(), toTree(present)));
            } else {
                tree.put(part.name(), toTree(member));
            }
        }
        if (value instanceof Document) {
            tree.put(VERSION, (long) Document.VERSION);
        }
        form.tag().ifPresent(tag -> tree.put(TYPE, tag));
        return tree;
    }

    static Object fromTree(Object tree, Type type, Leaves leaves) {
        if (type instanceof ParameterizedType generic) {
            return fromGeneric(tree, generic, leaves);
        }
        Class<?> plain = (Class<?>) type;
        if (plain == Money.class) {
            return Leaves.money(tree);
        } else if (Scalar.class.isAssignableFrom(plain)) {
            Form form = form(plain);
            return form.make(new Object[] {fromTree(tree, form.parts().get(0).type(), leaves)});
        } else if (plain.isInterface()) {
            return union(tree, plain, leaves);
        } else if (plain.isRecord()) {
            return bind(Leaves.expect(tree, Map.class, "an object"), plain, leaves);
        } else if (plain.isEnum()) {
            return Leaves.constant(Leaves.expect(tree, String.class, "a word"), plain);
        }
        return leaves.leaf(tree, plain);
    }

    private static Object fromGeneric(Object tree, ParameterizedType type, Leaves leaves) {
        Type[] arguments = type.getActualTypeArguments();
        if (type.getRawType() == Optional.class) {
            return Optional.of(fromTree(tree, arguments[0], leaves));
        } else if (type.getRawType() == List.class) {
            List<Object> values = new ArrayList<>();
            for (Object element : Leaves.expect(tree, List.class, "an array")) {
                int index = values.size();
                values.add(inside("[" + index + "]", element, arguments[0], leaves));
            }
            return Collections.unmodifiableList(values);
        }
        if (arguments[1] == Object.class) {
            // An object that stays as it is, for whom it is meant to read.
            return Collections.unmodifiableMap((Map<?, ?>) Leaves.expect(tree, Map.class, "an object"));
        }
        SortedMap<Object, Object> map = new TreeMap<>();
        for (Map.Entry<?, ?> member : ((Map<?, ?>) Leaves.expect(tree, Map.class, "an object")).entrySet()) {
            String name = (String) member.getKey();
            map.put(inside(name, name, arguments[0], leaves), inside(name, member.getValue(), arguments[1], leaves));
        }
        return Collections.unmodifiableSortedMap(map);
    }

    private static Object inside(String step, Object tree, Type type, Leaves leaves) {
        try {
            return fromTree(tree, type, leaves);
        } catch (MalformedException e) {
            throw e.inside(step);
        }
    }

    private static Object union(Object tree, Class<?> family, Leaves leaves) {
        Map<?, ?> members = Leaves.expect(tree, Map.class, "an object");
        SortedMap<String, Class<?>> types = FAMILIES.computeIfAbsent(family, Binder::members);
        Class<?> type = members.get(TYPE) instanceof String tag ? types.get(tag) : null;
        if (type == null) {
            throw new MalformedException("one of " + types.keySet() + " is expected").inside(TYPE);
        }
        return bind(members, type, leaves);
    }

    private static Object bind(Map<?, ?> members, Class<?> type, Leaves leaves) {
        Form form = form(type);
        int known = form.tag().isPresent() && members.containsKey(TYPE) ? 1 : 0;
        if (Document.class.isAssignableFrom(type)) {
            if (!Long.valueOf(Document.VERSION).equals(members.get(VERSION))) {
                throw new MalformedException("version " + Document.VERSION + " is expected").inside(VERSION);
            }
            known++;
        }
        Object[] arguments = new Object[form.parts().size()];
        for (int i = 0; i < arguments.length; i++) {
            Part part = form.parts().get(i);
            Object member = members.get(part.name());
            known += member == null ? 0 : 1;
            arguments[i] = argument(part, member, leaves);
        }
        if (known < members.size()) {
            throw new MalformedException("unknown field").inside(firstUnknown(members, form, type));
        }
        return form.make(arguments);
    }

    private static String firstUnknown(Map<?, ?> members, Form form, Class<?> type) {
        return members.keySet().stream()
                .map(String::valueOf)
                .filter(name ->
                        form.parts().stream().noneMatch(part -> part.name().equals(name)))
                .filter(name -> !(name.equals(TYPE) && form.tag().isPresent()))
                .filter(name -> !(name.equals(VERSION) && Document.class.isAssignableFrom(type)))
                .findFirst()
                .orElseThrow();
    }

    private static Object argument(Part part, @org.jspecify.annotations.Nullable Object tree, Leaves leaves) {
        if (tree != null) {
            return inside(part.name(), tree, part.type(), leaves);
        }
        if (part.optional()) {
            return Optional.empty();
        }
        throw new MalformedException("the member is missing").inside(part.name());
    }

    /** The tag of a record that belongs to a sealed family: its own name, for events behind that of its room. */
    private static Optional<String> tag(Class<?> type) {
        boolean member = Stream.of(type.getInterfaces()).anyMatch(Class::isSealed);
        String name = type.getSimpleName();
        String tag = Character.toLowerCase(name.charAt(0)) + name.substring(1);
        if (!member || Command.class.isAssignableFrom(type)) {
            return Optional.empty();
        }
        String room = type.getPackageName().substring(type.getPackageName().lastIndexOf('.') + 1);
        return Optional.of(DomainEvent.class.isAssignableFrom(type) ? room + "." + tag : tag);
    }

    private static SortedMap<String, Class<?>> members(Class<?> family) {
        Collection<? extends Class<?>> sealed = family == DomainEvent.class ? DomainEvent.FAMILIES : List.of(family);
        SortedMap<String, Class<?>> types = new TreeMap<>();
        for (Class<?> parent : sealed) {
            for (Class<?> type : parent.getPermittedSubclasses()) {
                types.put(tag(type).orElseThrow(), type);
            }
        }
        return types;
    }

    private static Form form(Class<?> type) {
        return FORMS.computeIfAbsent(type, Form::of);
    }
}
