package dockerfile

import (
	"runtime"
	"strings"

	"github.com/containerd/platforms"
)

// LocalPlatform returns the platform of a builder on this machine. Builders run on Linux everywhere.
func LocalPlatform() platforms.Platform {
	p := platforms.DefaultSpec()
	return platforms.Normalize(platforms.Platform{OS: "linux", Architecture: runtime.GOARCH, Variant: p.Variant})
}

func ParsePlatform(text string) (platforms.Platform, error) {
	if text == "" || strings.EqualFold(text, "local") {
		return LocalPlatform(), nil
	}
	p, err := platforms.Parse(text)
	if err != nil {
		return platforms.Platform{}, err
	}
	return platforms.Normalize(p), nil
}
