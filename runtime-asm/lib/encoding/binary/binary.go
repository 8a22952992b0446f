// Package binary translates numbers to and from bytes of either order, and has the variable-length
// integers: seven bits a byte, least first, the top bit says that more follow.
package binary

import (
	"errors"
	"io"
	"math"
	"reflect"
)

type ByteOrder interface {
	Uint16([]byte) uint16
	Uint32([]byte) uint32
	Uint64([]byte) uint64
	PutUint16([]byte, uint16)
	PutUint32([]byte, uint32)
	PutUint64([]byte, uint64)
	String() string
}

var LittleEndian littleEndian
var BigEndian bigEndian

type littleEndian struct{}

func (littleEndian) Uint16(b []byte) uint16 {
	_ = b[1]
	return uint16(b[0]) | uint16(b[1])<<8
}

func (littleEndian) PutUint16(b []byte, v uint16) {
	_ = b[1]
	b[0], b[1] = byte(v), byte(v>>8)
}

func (littleEndian) Uint32(b []byte) uint32 {
	_ = b[3]
	return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
}

func (littleEndian) PutUint32(b []byte, v uint32) {
	_ = b[3]
	b[0], b[1], b[2], b[3] = byte(v), byte(v>>8), byte(v>>16), byte(v>>24)
}

func (e littleEndian) Uint64(b []byte) uint64 {
	_ = b[7]
	return uint64(e.Uint32(b)) | uint64(e.Uint32(b[4:]))<<32
}

func (e littleEndian) PutUint64(b []byte, v uint64) {
	_ = b[7]
	e.PutUint32(b, uint32(v))
	e.PutUint32(b[4:], uint32(v>>32))
}

func (littleEndian) String() string   { return "LittleEndian" }
func (littleEndian) GoString() string { return "binary.LittleEndian" }

type bigEndian struct{}

func (bigEndian) Uint16(b []byte) uint16 {
	_ = b[1]
	return uint16(b[1]) | uint16(b[0])<<8
}

func (bigEndian) PutUint16(b []byte, v uint16) {
	_ = b[1]
	b[0], b[1] = byte(v>>8), byte(v)
}

func (bigEndian) Uint32(b []byte) uint32 {
	_ = b[3]
	return uint32(b[3]) | uint32(b[2])<<8 | uint32(b[1])<<16 | uint32(b[0])<<24
}

func (bigEndian) PutUint32(b []byte, v uint32) {
	_ = b[3]
	b[0], b[1], b[2], b[3] = byte(v>>24), byte(v>>16), byte(v>>8), byte(v)
}

func (e bigEndian) Uint64(b []byte) uint64 {
	_ = b[7]
	return uint64(e.Uint32(b[4:])) | uint64(e.Uint32(b))<<32
}

func (e bigEndian) PutUint64(b []byte, v uint64) {
	_ = b[7]
	e.PutUint32(b[4:], uint32(v))
	e.PutUint32(b, uint32(v>>32))
}

func (bigEndian) String() string   { return "BigEndian" }
func (bigEndian) GoString() string { return "binary.BigEndian" }

const (
	MaxVarintLen16 = 3
	MaxVarintLen32 = 5
	MaxVarintLen64 = 10
)

func PutUvarint(buf []byte, x uint64) int {
	i := 0
	for ; x >= 0x80; x >>= 7 {
		buf[i] = byte(x) | 0x80
		i++
	}
	buf[i] = byte(x)
	return i + 1
}

// Uvarint gives the number and its length: 0 if buf is too short, negative if it overflows.
func Uvarint(buf []byte) (uint64, int) {
	var x uint64
	for i, b := range buf {
		if b < 0x80 {
			if i > 9 || i == 9 && b > 1 {
				return 0, -(i + 1)
			}
			return x | uint64(b)<<uint(7*i), i + 1
		}
		x |= uint64(b&0x7f) << uint(7*i)
	}
	return 0, 0
}

// PutVarint writes small magnitudes short: the sign goes to the lowest bit.
func PutVarint(buf []byte, x int64) int {
	return PutUvarint(buf, uint64(x)<<1^uint64(x>>63))
}

func Varint(buf []byte) (int64, int) {
	u, n := Uvarint(buf)
	return int64(u>>1) ^ -int64(u&1), n
}

var overflow = errors.New("binary: varint overflows a 64-bit integer")

func ReadUvarint(r io.ByteReader) (uint64, error) {
	var x uint64
	for i := uint(0); ; i++ {
		b, err := r.ReadByte()
		if err != nil {
			return x, err
		}
		if b < 0x80 {
			if i > 9 || i == 9 && b > 1 {
				return x, overflow
			}
			return x | uint64(b)<<(7*i), nil
		}
		x |= uint64(b&0x7f) << (7 * i)
	}
}

func ReadVarint(r io.ByteReader) (int64, error) {
	u, err := ReadUvarint(r)
	return int64(u>>1) ^ -int64(u&1), err
}

// Size gives the bytes that Write would write, -1 if v has no fixed size.
func Size(v interface{}) int {
	x := reflect.Indirect(reflect.ValueOf(v))
	if !x.IsValid() {
		return -1
	}
	if x.Kind() == reflect.Slice {
		if s := sizeOf(x.Type().Elem()); s >= 0 {
			return s * x.Len()
		}
		return -1
	}
	return sizeOf(x.Type())
}

func sizeOf(t reflect.Type) int {
	switch k := t.Kind(); {
	case k == reflect.Array:
		if s := sizeOf(t.Elem()); s >= 0 {
			return s * t.Len()
		}
	case k == reflect.Struct:
		sum := 0
		for i := 0; i < t.NumField(); i++ {
			s := sizeOf(t.Field(i).Type)
			if s < 0 {
				return -1
			}
			sum += s
		}
		return sum
	case k == reflect.Bool, reflect.Int8 <= k && k <= reflect.Int64, reflect.Uint8 <= k && k <= reflect.Uint64,
		reflect.Float32 <= k && k <= reflect.Complex128:
		return int(t.Size())
	}
	return -1
}

// coder goes through the bytes of a value, putting or taking.
type coder struct {
	order ByteOrder
	buf   []byte
	write bool
}

func (c *coder) number(n int, x uint64) uint64 {
	b := c.buf[:n]
	c.buf = c.buf[n:]
	switch {
	case n == 1 && c.write:
		b[0] = byte(x)
	case n == 1:
		return uint64(b[0])
	case n == 2 && c.write:
		c.order.PutUint16(b, uint16(x))
	case n == 2:
		return uint64(c.order.Uint16(b))
	case n == 4 && c.write:
		c.order.PutUint32(b, uint32(x))
	case n == 4:
		return uint64(c.order.Uint32(b))
	case c.write:
		c.order.PutUint64(b, x)
	default:
		return c.order.Uint64(b)
	}
	return 0
}

func (c *coder) float(n int, x float64) float64 {
	if n == 4 {
		return float64(math.Float32frombits(uint32(c.number(4, uint64(math.Float32bits(float32(x)))))))
	}
	return math.Float64frombits(c.number(8, math.Float64bits(x)))
}

func (c *coder) value(v reflect.Value) {
	n := int(v.Type().Size())
	set := !c.write
	switch k := v.Kind(); {
	case k == reflect.Array || k == reflect.Slice:
		for i := 0; i < v.Len(); i++ {
			c.value(v.Index(i))
		}
	case k == reflect.Struct:
		t := v.Type()
		for i := 0; i < v.NumField(); i++ {
			f := v.Field(i)
			if f.CanSet() || t.Field(i).Name != "_" {
				c.value(f)
				continue
			}
			// Blank fields are zeros, and skipped.
			s := sizeOf(f.Type())
			if c.write {
				for j := range c.buf[:s] {
					c.buf[j] = 0
				}
			}
			c.buf = c.buf[s:]
		}
	case k == reflect.Bool:
		x := uint64(0)
		if c.write && v.Bool() {
			x = 1
		}
		if x = c.number(1, x); set {
			v.SetBool(x != 0)
		}
	case reflect.Int <= k && k <= reflect.Int64:
		x := c.number(n, uint64(v.Int()))
		if set {
			shift := uint(64 - 8*n)
			v.SetInt(int64(x<<shift) >> shift)
		}
	case reflect.Uint <= k && k <= reflect.Uint64:
		if x := c.number(n, v.Uint()); set {
			v.SetUint(x)
		}
	case k == reflect.Float32 || k == reflect.Float64:
		if x := c.float(n, v.Float()); set {
			v.SetFloat(x)
		}
	case k == reflect.Complex64 || k == reflect.Complex128:
		x := v.Complex()
		re := c.float(n/2, real(x))
		im := c.float(n/2, imag(x))
		if set {
			v.SetComplex(complex(re, im))
		}
	}
}

// Read fills a pointer to a fixed-size value, or a slice of such values.
func Read(r io.Reader, order ByteOrder, data interface{}) error {
	v := reflect.ValueOf(data)
	size := -1
	switch v.Kind() {
	case reflect.Ptr:
		v = v.Elem()
		size = Size(data)
	case reflect.Slice:
		size = Size(data)
	}
	if size < 0 {
		return errors.New("binary.Read: invalid type " + reflect.TypeOf(data).String())
	}
	buf := make([]byte, size)
	if _, err := io.ReadFull(r, buf); err != nil {
		return err
	}
	(&coder{order, buf, false}).value(v)
	return nil
}

// Write writes a fixed-size value, a slice of such values, or what a pointer to either points to.
func Write(w io.Writer, order ByteOrder, data interface{}) error {
	size := Size(data)
	if size < 0 {
		return errors.New("binary.Write: invalid type " + reflect.TypeOf(data).String())
	}
	buf := make([]byte, size)
	(&coder{order, buf, true}).value(reflect.Indirect(reflect.ValueOf(data)))
	_, err := w.Write(buf)
	return err
}
