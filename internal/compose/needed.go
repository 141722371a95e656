package compose

import (
	"maps"
	"slices"

	"github.com/compose-spec/compose-go/v2/types"
)

// dropUnneeded removes the services from the files that cannot add a build: those that are not built, and those that are the same in the files
// of [Request.Known]. Most of the time of compose-go goes into such services. It does nothing unless the builds alone are requested, and no
// file refers to another one.
func (c *Loader) dropUnneeded() {
	if !c.BuildOnly || !c.sound {
		return
	}
	needed := c.neededServices()
	for n, f := range c.Files {
		services := maps.Clone(servicesIn(f))
		maps.DeleteFunc(services, func(name string, _ any) bool { return !needed[name] })
		model := maps.Clone(f.Config)
		model["services"] = services
		c.Files[n].Config = model
	}
	c.needed = needed
}

// neededServices returns the services to resolve, with those that they extend.
func (c *Loader) neededServices() map[string]bool {
	changed, all := c.changedServices()
	needed := map[string]bool{}
	for _, f := range c.Files {
		for name := range servicesIn(f) {
			related := c.extended(name)
			if !slices.ContainsFunc(related, c.isBuilt) || !all && !slices.ContainsFunc(related, func(name string) bool { return changed[name] }) {
				continue
			}
			for _, name := range related {
				needed[name] = true
			}
		}
	}
	return needed
}

// changedServices returns the services in the files that are not in both sets: this one and the known one. Any service may have changed if all
// is set.
func (c *Loader) changedServices() (changed map[string]bool, all bool) {
	if len(c.Known) == 0 {
		return nil, true
	}
	changed = map[string]bool{}
	files := slices.Clone(c.Files)
	for _, path := range c.Known {
		at := slices.IndexFunc(files, func(f types.ConfigFile) bool { return f.Filename == path })
		if at >= 0 {
			files = slices.Delete(files, at, at+1)
			continue
		}
		text, err := c.read(path, c.Scope)
		if err != nil || !text.sound {
			return nil, true
		}
		files = append(files, text.file)
	}
	for _, f := range files {
		for name := range servicesIn(f) {
			changed[name] = true
		}
	}
	return changed, false
}

// extended returns a service and those that it extends, in any of the files.
func (c *Loader) extended(name string) []string {
	list := []string{name}
	for at := 0; at < len(list); at++ {
		for _, f := range c.Files {
			fields, _ := servicesIn(f)[list[at]].(map[string]any)
			base, _ := fields["extends"].(string)
			if extends, ok := fields["extends"].(map[string]any); ok {
				base, _ = extends["service"].(string)
			}
			if base != "" && !slices.Contains(list, base) {
				list = append(list, base)
			}
		}
	}
	return list
}

// isBuilt reports whether a service has a build section in one of the files.
func (c *Loader) isBuilt(name string) bool {
	return slices.ContainsFunc(c.Files, func(f types.ConfigFile) bool {
		fields, _ := servicesIn(f)[name].(map[string]any)
		return fields["build"] != nil
	})
}

// servicesIn returns the services of a decoded file.
func servicesIn(f types.ConfigFile) map[string]any {
	services, _ := f.Config["services"].(map[string]any)
	return services
}
