package os

//go9:esc s=heap mapping=none
func Expand(s string, mapping func(string) string) string

func ExpandEnv(s string) string

func Getenv(key string) string

func LookupEnv(key string) (string, bool)

func Setenv(key, value string) error

func Unsetenv(key string) error

func Clearenv()

func Environ() []string
