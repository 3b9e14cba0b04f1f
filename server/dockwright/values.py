"""NamedTuple as `typing` has it, whose classes are made in a fraction of the time.

`typing.NamedTuple` compiles the source of a constructor for every class. There are some hundred and fifty of them in a check of one
file, a fifth of all that it takes; here a constructor is a copy of one with the same number of fields. To type checkers it is
`typing.NamedTuple` itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
else:
    from collections import _tuplegetter
    from functools import cache
    from types import FunctionType

    _new = tuple.__new__

    @cache
    def _constructor(count):
        """The code of a constructor with so many fields."""
        names = [f"_{index}, " for index in range(count)]
        found = {}
        exec(f"def __new__(_cls, {''.join(names)}): return _new(_cls, ({''.join(names)}))", found)
        return found["__new__"].__code__

    @classmethod
    def _make(cls, iterable):
        """A value of the fields in their order. Raises TypeError when there are more or fewer."""
        made = _new(cls, iterable)
        if len(made) != len(cls._fields):
            raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(made)}")
        return made

    def _replace(self, /, **changes):
        """The value with other fields. Raises TypeError for a field that it has not."""
        values, fields = list(self), self._fields
        for field, value in changes.items():
            if field not in fields:
                raise TypeError(f"Got unexpected field names: {[one for one in changes if one not in fields]!r}")
            values[fields.index(field)] = value
        return _new(type(self), values)

    def _asdict(self):
        return dict(zip(self._fields, self, strict=True))

    def _repr(self):
        fields = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
        return f"{type(self).__name__}({fields})"

    def _getnewargs(self):
        return tuple(self)

    _SHARED = {
        "_asdict": _asdict,
        "_make": _make,
        "_replace": _replace,
        "__getnewargs__": _getnewargs,
        "__replace__": _replace,
        "__repr__": _repr,
        "__slots__": (),
    }

    class _Maker(type):
        def __new__(cls, name, bases, namespace):
            fields = tuple(namespace.get("__annotations__", ()))
            defaults = {field: namespace[field] for field in fields if field in namespace}
            if tuple(defaults) != fields[len(fields) - len(defaults) :]:
                raise TypeError(f"{name}: a field without a default follows one with a default")
            code = _constructor(len(fields)).replace(co_varnames=("_cls", *fields))
            constructor = FunctionType(code, {"_new": _new}, "__new__", tuple(defaults.values()))
            getters = {field: _tuplegetter(index, None) for index, field in enumerate(fields)}
            facts = {"_fields": fields, "_field_defaults": defaults, "__match_args__": fields, "__new__": constructor}
            return type(name, (tuple,), _SHARED | namespace | facts | getters)

    _BASE = type.__new__(_Maker, "NamedTuple", (), {})

    class _NamedTuple:
        def __mro_entries__(self, bases):
            return (_BASE,)

    NamedTuple = _NamedTuple()
