package math

func Acos(x float64) float64

func Acosh(x float64) float64

func Asin(x float64) float64

func Asinh(x float64) float64

func Atan(x float64) float64

func Atan2(x float64, y float64) float64

func Atanh(x float64) float64

func Cbrt(x float64) float64

func Cos(x float64) float64

func Cosh(x float64) float64

func Erf(x float64) float64

func Erfc(x float64) float64

func Erfcinv(x float64) float64

func Erfinv(x float64) float64

func Exp(x float64) float64

func Exp2(x float64) float64

func Expm1(x float64) float64

func Frexp(x float64) (float64, int)

func Gamma(x float64) float64

func Hypot(x float64, y float64) float64

func Ilogb(x float64) int

func J0(x float64) float64

func J1(x float64) float64

func Jn(x int, y float64) float64

func Ldexp(x float64, y int) float64

func Lgamma(x float64) (float64, int)

func Log(x float64) float64

func Log10(x float64) float64

func Log1p(x float64) float64

func Log2(x float64) float64

func Logb(x float64) float64

func Mod(x float64, y float64) float64

func Modf(x float64) (float64, float64)

func Nextafter(x float64, y float64) float64

func Nextafter32(x float32, y float32) float32

func Pow(x float64, y float64) float64

func Pow10(x int) float64

func Remainder(x float64, y float64) float64

func Sin(x float64) float64

func Sincos(x float64) (float64, float64)

func Sinh(x float64) float64

func Sqrt(x float64) float64

func Tan(x float64) float64

func Tanh(x float64) float64

func Y0(x float64) float64

func Y1(x float64) float64

func Yn(x int, y float64) float64
