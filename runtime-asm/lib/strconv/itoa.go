// itoa.go: integers to text in bases 2 to 36.

package strconv

const digits = "0123456789abcdefghijklmnopqrstuvwxyz"

func FormatUint(i uint64, base int) string {
	if i < 10 && base > 9 {
		return digits[i : i+1]
	}
	var buf [65]byte
	return string(buf[formatBits(&buf, i, base):])
}

func FormatInt(i int64, base int) string {
	if 0 <= i && i < 10 && base > 9 {
		return digits[i : i+1]
	}
	var buf [65]byte
	return string(buf[formatSigned(&buf, i, base):])
}

func AppendInt(dst []byte, i int64, base int) []byte {
	var buf [65]byte
	return append(dst, buf[formatSigned(&buf, i, base):]...)
}

func AppendUint(dst []byte, i uint64, base int) []byte {
	var buf [65]byte
	return append(dst, buf[formatBits(&buf, i, base):]...)
}

func formatSigned(buf *[65]byte, i int64, base int) int {
	if i >= 0 {
		return formatBits(buf, uint64(i), base)
	}
	at := formatBits(buf, -uint64(i), base) - 1
	buf[at] = '-'
	return at
}

// formatBits writes u at the end of buf and gives the index of its first digit.
func formatBits(buf *[65]byte, u uint64, base int) int {
	if base < 2 || base > len(digits) {
		panic("strconv: illegal AppendInt/FormatInt base")
	}
	at := len(buf)
	if base == 10 {
		// Division by a constant is a multiplication.
		for u >= 10 {
			at--
			q := u / 10
			buf[at] = byte('0' + u - q*10)
			u = q
		}
	} else {
		for b := uint64(base); u >= b; u /= b {
			at--
			buf[at] = digits[u%b]
		}
	}
	at--
	buf[at] = digits[u]
	return at
}
