// value.go: printing by kind. depth counts how deep inside the operand a value lies: a pointer to a
// composite is followed only at depth 0, methods of the operand itself have been tried already.

package fmt

import (
	"internal/rtype"
	"strconv"
	"unicode/utf8"
)

func (p *pp) fmtBool(v bool, verb rune) {
	if verb != 't' && verb != 'v' {
		p.badVerb(verb)
		return
	}
	p.flags.padString(&p.buf, strconv.FormatBool(v))
}

func (p *pp) fmtInteger(v uint64, isSigned bool, verb rune) {
	f := &p.flags
	switch verb {
	case 'v':
		if f.sharpV && !isSigned {
			f.fmt0x(&p.buf, v, true)
		} else {
			f.fmtInteger(&p.buf, v, 10, isSigned, verb, lowerDigits)
		}
	case 'd':
		f.fmtInteger(&p.buf, v, 10, isSigned, verb, lowerDigits)
	case 'b':
		f.fmtInteger(&p.buf, v, 2, isSigned, verb, lowerDigits)
	case 'o', 'O':
		f.fmtInteger(&p.buf, v, 8, isSigned, verb, lowerDigits)
	case 'x':
		f.fmtInteger(&p.buf, v, 16, isSigned, verb, lowerDigits)
	case 'X':
		f.fmtInteger(&p.buf, v, 16, isSigned, verb, upperDigits)
	case 'c':
		f.fmtC(&p.buf, v)
	case 'q':
		if v <= utf8.MaxRune {
			f.fmtQc(&p.buf, v)
		} else {
			p.badVerb(verb)
		}
	case 'U':
		f.fmtUnicode(&p.buf, v)
	default:
		p.badVerb(verb)
	}
}

func (p *pp) fmtFloat(v float64, size int, verb rune) {
	switch verb {
	case 'v':
		p.flags.fmtFloat(&p.buf, v, size, 'g', -1)
	case 'b', 'g', 'G', 'x', 'X':
		p.flags.fmtFloat(&p.buf, v, size, verb, -1)
	case 'f', 'e', 'E':
		p.flags.fmtFloat(&p.buf, v, size, verb, 6)
	case 'F':
		p.flags.fmtFloat(&p.buf, v, size, 'f', 6)
	default:
		p.badVerb(verb)
	}
}

func (p *pp) fmtComplex(v complex128, size int, verb rune) {
	switch verb {
	case 'v', 'b', 'g', 'G', 'x', 'X', 'f', 'F', 'e', 'E':
	default:
		p.badVerb(verb)
		return
	}
	plus := p.flags.plus
	p.buf.byte('(')
	p.fmtFloat(real(v), size/2, verb)
	p.flags.plus = true // the imaginary part always has a sign
	p.fmtFloat(imag(v), size/2, verb)
	p.buf.str("i)")
	p.flags.plus = plus
}

func (p *pp) fmtString(v string, verb rune) {
	f := &p.flags
	switch verb {
	case 'v':
		if f.sharpV {
			f.fmtQ(&p.buf, v)
		} else {
			f.fmtS(&p.buf, v)
		}
	case 's':
		f.fmtS(&p.buf, v)
	case 'x':
		f.fmtHex(&p.buf, v, lowerDigits)
	case 'X':
		f.fmtHex(&p.buf, v, upperDigits)
	case 'q':
		f.fmtQ(&p.buf, v)
	default:
		p.badVerb(verb)
	}
}

func (p *pp) fmtBytes(v []byte, verb rune, typeString string) {
	f := &p.flags
	switch verb {
	case 'v', 'd':
		if f.sharpV {
			p.buf.str(typeString)
			if v == nil {
				p.buf.str("(nil)")
				return
			}
			p.buf.byte('{')
			for i, c := range v {
				if i > 0 {
					p.buf.str(", ")
				}
				f.fmt0x(&p.buf, uint64(c), true)
			}
			p.buf.byte('}')
			return
		}
		p.buf.byte('[')
		for i, c := range v {
			if i > 0 {
				p.buf.byte(' ')
			}
			f.fmtInteger(&p.buf, uint64(c), 10, false, verb, lowerDigits)
		}
		p.buf.byte(']')
	case 's':
		f.fmtS(&p.buf, string(v))
	case 'x':
		f.fmtHex(&p.buf, string(v), lowerDigits)
	case 'X':
		f.fmtHex(&p.buf, string(v), upperDigits)
	case 'q':
		f.fmtQ(&p.buf, string(v))
	default:
		p.printValue(rtype.ValueOf(v), verb, 0)
	}
}

func (p *pp) fmtPointer(value rtype.Value, verb rune) {
	var u uint64
	switch value.Kind() {
	case rtype.Chan, rtype.Func, rtype.Map, rtype.Ptr, rtype.Slice, rtype.UnsafePointer:
		u = uint64(value.Pointer())
	default:
		p.badVerb(verb)
		return
	}
	f := &p.flags
	switch verb {
	case 'v':
		switch {
		case f.sharpV:
			p.buf.byte('(')
			p.buf.str(value.Typ.String())
			p.buf.str(")(")
			if u == 0 {
				p.buf.str("nil")
			} else {
				f.fmt0x(&p.buf, u, true)
			}
			p.buf.byte(')')
		case u == 0:
			f.padString(&p.buf, "<nil>")
		default:
			f.fmt0x(&p.buf, u, !f.sharp)
		}
	case 'p':
		f.fmt0x(&p.buf, u, !f.sharp)
	case 'b', 'o', 'd', 'x', 'X':
		p.fmtInteger(u, false, verb)
	default:
		p.badVerb(verb)
	}
}

// separator goes between elements.
func (p *pp) separator(i int) {
	if i == 0 {
		return
	}
	if p.flags.sharpV {
		p.buf.str(", ")
	} else {
		p.buf.byte(' ')
	}
}

// open writes what stands before the elements of a composite; false if it is nil and all is said.
func (p *pp) open(v rtype.Value, bracket string, canBeNil bool) bool {
	if !p.flags.sharpV {
		p.buf.str(bracket)
		return true
	}
	p.buf.str(v.Typ.String())
	if canBeNil && v.IsNil() {
		p.buf.str("(nil)")
		return false
	}
	p.buf.byte('{')
	return true
}

func (p *pp) close(bracket byte) {
	if p.flags.sharpV {
		bracket = '}'
	}
	p.buf.byte(bracket)
}

func (p *pp) printValue(v rtype.Value, verb rune, depth int) {
	if depth > 0 && v.IsValid() && v.CanInterface() {
		p.arg = v.Interface()
		if p.handleMethods(verb) {
			return
		}
	}
	p.arg = nil
	p.value = v
	switch v.Kind() {
	case rtype.Invalid:
		switch {
		case depth == 0:
			p.buf.str("<invalid reflect.Value>")
		case verb == 'v':
			p.buf.str("<nil>")
		default:
			p.badVerb(verb)
		}
	case rtype.Bool:
		p.fmtBool(v.Bool(), verb)
	case rtype.Int, rtype.Int8, rtype.Int16, rtype.Int32, rtype.Int64:
		p.fmtInteger(uint64(v.Int()), true, verb)
	case rtype.Uint, rtype.Uint8, rtype.Uint16, rtype.Uint32, rtype.Uint64, rtype.Uintptr:
		p.fmtInteger(v.Uint(), false, verb)
	case rtype.Float32:
		p.fmtFloat(v.Float(), 32, verb)
	case rtype.Float64:
		p.fmtFloat(v.Float(), 64, verb)
	case rtype.Complex64:
		p.fmtComplex(v.Complex(), 64, verb)
	case rtype.Complex128:
		p.fmtComplex(v.Complex(), 128, verb)
	case rtype.String:
		p.fmtString(v.Str(), verb)
	case rtype.Map:
		p.printMap(v, verb, depth)
	case rtype.Struct:
		p.open(v, "{", false)
		for i := 0; i < v.Typ.NumField(); i++ {
			p.separator(i)
			if p.flags.plusV || p.flags.sharpV {
				if name := v.Typ.FieldName(i); name != "" {
					p.buf.str(name)
					p.buf.byte(':')
				}
			}
			field := v.Field(i)
			if field.Kind() == rtype.Interface && !field.IsNil() {
				field = field.Elem()
			}
			p.printValue(field, verb, depth+1)
		}
		p.buf.byte('}')
	case rtype.Interface:
		inner := v.Elem()
		switch {
		case inner.IsValid():
			p.printValue(inner, verb, depth+1)
		case p.flags.sharpV:
			p.buf.str(v.Typ.String())
			p.buf.str("(nil)")
		default:
			p.buf.str("<nil>")
		}
	case rtype.Array, rtype.Slice:
		switch verb {
		case 's', 'q', 'x', 'X':
			if v.Typ.Elem().Kind() == rtype.Uint8 {
				b := make([]byte, v.Len())
				for i := range b {
					b[i] = byte(v.Index(i).Uint())
				}
				p.fmtBytes(b, verb, v.Typ.String())
				return
			}
		}
		if !p.open(v, "[", v.Kind() == rtype.Slice) {
			return
		}
		for i := 0; i < v.Len(); i++ {
			p.separator(i)
			p.printValue(v.Index(i), verb, depth+1)
		}
		p.close(']')
	case rtype.Ptr:
		if depth == 0 && v.Pointer() != 0 {
			switch a := v.Elem(); a.Kind() {
			case rtype.Array, rtype.Slice, rtype.Struct, rtype.Map:
				p.buf.byte('&')
				p.printValue(a, verb, depth+1)
				return
			}
		}
		p.fmtPointer(v, verb)
	case rtype.Chan, rtype.Func, rtype.UnsafePointer:
		p.fmtPointer(v, verb)
	}
}

func (p *pp) printMap(m rtype.Value, verb rune, depth int) {
	if !p.open(m, "map[", true) {
		return
	}
	for i, e := range sortedEntries(m) {
		p.separator(i)
		p.printValue(e.key, verb, depth+1)
		p.buf.byte(':')
		p.printValue(e.elem, verb, depth+1)
	}
	p.close(']')
}
