package plan

import (
	"fmt"
	"runtime"
	"strings"

	"github.com/containerd/platforms"
)

// machine is the platform of a builder on this machine: builders run on Linux everywhere.
func machine() platforms.Platform {
	p := platforms.DefaultSpec()
	return platforms.Normalize(platforms.Platform{OS: "linux", Architecture: runtime.GOARCH, Variant: p.Variant})
}

func parsePlatform(text string) (platforms.Platform, error) {
	if text == "" || strings.EqualFold(text, "local") {
		return machine(), nil
	}
	p, err := platforms.Parse(text)
	if err != nil {
		return platforms.Platform{}, err
	}
	return platforms.Normalize(p), nil
}

// listPlatforms reads the values of --platform, each platform once.
func listPlatforms(values []string) ([]string, error) {
	var list []string
	seen := map[string]bool{}
	for _, text := range strings.Split(strings.Join(values, ","), ",") {
		p, err := parsePlatform(text)
		if err != nil || (text == "" && len(values) > 0) {
			return nil, &Error{Err: fmt.Errorf("--platform %q cannot be read", text), Hint: "use OS/ARCHITECTURE, such as linux/amd64,linux/arm64"}
		}
		if name := platforms.FormatAll(p); !seen[name] {
			seen[name] = true
			list = append(list, name)
		}
	}
	return list, nil
}
